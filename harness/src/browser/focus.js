// Called on a field before typing. Answers how to type into it, or why it cannot be typed into.
function (length) {
  if (!this.isConnected) return { why: "it was removed from the page" };
  if (this.disabled || this.readOnly) return { why: "it is not open for input" };
  this.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  this.focus();
  if (this.getRootNode().activeElement !== this) return { why: "it does not take the focus" };
  // A field shorter than the text hands the focus on to the next one, key by key; a list of choices wants keys.
  const keys = this.localName === "select" || (this.maxLength > 0 && this.maxLength < length);
  return { keys, filled: this.localName !== "select" && Boolean(this.value ?? this.textContent) };
}
