import { expect, type Page, test } from '@playwright/test';

test('someone who signed up with Google signs in with Google in another browser', async ({ page, browser }, { repeatEachIndex }) => {
  const email = `person-${repeatEachIndex}@people.example`;

  await goToGoogle(page, '/sign-up', email);
  await page.getByTestId('mock-approve').click();
  await expectSignedIn(page, email);

  const context = await browser.newContext();
  const another = await context.newPage();
  await goToGoogle(another, '/sign-in', email);
  await expectSignedIn(another, email);
  await context.close();
});

async function goToGoogle(page: Page, path: string, email: string) {
  await page.goto(path);
  await page.getByRole('button', { name: 'Continue with Google' }).click();
  await page.getByTestId('mock-identifier').fill(email);
  await page.getByTestId('mock-sign-in').click();
}

async function expectSignedIn(page: Page, email: string) {
  await page.waitForURL('/account');
  const me = await page.request.get('/api/me');
  expect((await me.json()).user.email).toBe(email);
}
