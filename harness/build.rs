//! The features are built into the program; a change in one is a change of the program.

fn main() {
    println!("cargo::rerun-if-changed=../features");
    println!("cargo::rerun-if-changed=../fixtures/targets/reference/target.toml");
}
