// A real browser, for what people do and see: the Chromium among our packages, or one of this machine.
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { chromiumIsBuiltForHere, unpackedChromium, type Chromium } from './chromium.ts';

const usual = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Starts it without a window. `CHROMIUM_PATH` names another one. */
export async function startBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  // Its sandbox needs rights that a container has not; it opens pages of loopback only.
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
    env: { ...process.env, ...env },
  });
}

async function findChromium(): Promise<Chromium> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) return { executablePath: named, env: {} };
  if (chromiumIsBuiltForHere) return unpackedChromium();
  const installed = usual.find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, env: {} };
  throw new Error(
    'There is no Chromium: our packages have one for Linux on x64 only. Install Chromium or Chrome, or set CHROMIUM_PATH.',
  );
}
