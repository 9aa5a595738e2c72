/** A figure on the page, as tests of any figure need it. */
export const figureOf = (name) => `.stage > :not([hidden]) valley-figure[name="${name}"]`;

/** Waits for a caption that holds the words. */
export async function captionHolds(page, name, words) {
    await page.waitForFunction(
        (selector, wanted) => document.querySelector(selector)?.shadowRoot?.querySelector(".caption")?.textContent.includes(wanted),
        {},
        figureOf(name),
        words,
    );
}

export const captionOf = (page, name) => page.$eval(`${figureOf(name)} >>> .caption`, (node) => node.textContent);

/** Waits until the caption is another one. */
export async function captionChanges(page, name, before) {
    await page.waitForFunction(
        (selector, old) => document.querySelector(selector).shadowRoot.querySelector(".caption").textContent !== old,
        {},
        figureOf(name),
        before,
    );
}

/** What all canvases of the figure show. */
export const pictureOf = (page, name) =>
    page.$eval(figureOf(name), (node) => [...node.shadowRoot.querySelectorAll("canvas.plot")].map((canvas) => canvas.toDataURL()).join());

/** Waits until the picture is another one. */
export async function pictureChanges(page, name, before) {
    await page.waitForFunction(
        (selector, old) => {
            const canvases = document.querySelector(selector).shadowRoot.querySelectorAll("canvas.plot");
            return [...canvases].map((canvas) => canvas.toDataURL()).join() !== old;
        },
        {},
        figureOf(name),
        before,
    );
}

/** Does something and waits for the picture to change. */
export async function changing(page, name, act) {
    const before = await pictureOf(page, name);
    await act();
    await pictureChanges(page, name, before);
}

/** Plays until the figure is thrown out and says so, in these words, and takes what it offers. @param {string} figure selector */
export async function divergesAndGoesBack(page, figure, words = "") {
    await page.evaluate((figure) => void document.querySelector(figure).play(), figure);
    await page.waitForFunction(
        (figure, words) => {
            const notice = document.querySelector(figure).shadowRoot.querySelector('.notice[data-kind="diverged"]');
            return notice?.textContent.includes(words) && notice.querySelector("button:not([aria-label])");
        },
        {},
        figure,
        words,
    );
    await page.$eval(`${figure} >>> .notice[data-kind="diverged"] button:not([aria-label])`, (button) => button.click());
}
