import { expect, test } from '@playwright/test';

test('someone with an account signs in with Google', async ({ page, request }, { repeatEachIndex }) => {
  const email = `person-${repeatEachIndex}@people.example`;
  const created = await request.post('/_test/users', {
    data: { email, password: 'likes long walks', email_verified: true },
  });
  expect(created.ok()).toBe(true);

  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Continue with Google' }).click();
  await page.getByTestId('mock-identifier').fill(email);
  await page.getByTestId('mock-sign-in').click();
  await page.getByTestId('mock-approve').click();
  await page.waitForURL('/account');

  const me = await page.request.get('/api/me');
  expect((await me.json()).user.email).toBe(email);
});
