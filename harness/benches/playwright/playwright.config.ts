import { defineConfig } from '@playwright/test';

// The benchmark says where the app is and which browser the harness uses.
const { APP_URL, CHROMIUM, REPORT_DIR, PEOPLE } = process.env;

export default defineConfig({
  testDir: '.',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  repeatEach: Number(PEOPLE),
  outputDir: `${REPORT_DIR}/results`,
  reporter: [['list'], ['html', { open: 'never', outputFolder: `${REPORT_DIR}/html` }]],
  use: {
    baseURL: APP_URL,
    launchOptions: { executablePath: CHROMIUM },
    screenshot: 'only-on-failure',
    trace: 'off',
    video: 'off',
  },
});
