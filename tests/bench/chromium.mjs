/** The browser that the bench measures in: Chromium, headless, without a GPU, asking nothing of any network. */
import puppeteer from "puppeteer-core";

/** @param {string} userDataDir a new folder */
export const launchChromium = (userDataDir) =>
    puppeteer.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        headless: true,
        userDataDir,
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
    });
