// A real browser, for what people do and see: Chromium of the machine, which nothing here installs.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts it without a window. `CHROMIUM_PATH` says where it is, where it is elsewhere. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? usual.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(
      'There is no Chromium. As root: apt-get install --yes chromium; or set CHROMIUM_PATH.',
    );
  }
  // Its sandbox needs rights that a container has not; it opens pages of loopback only.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
