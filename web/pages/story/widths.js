/** The story's figures and their widths, first read before they are elements of ours: then the page's layout stands, and after it has to be made anew. */

export const figures = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("valley-figure")]);

/** CSS pixels. */
export const widthsOfFigures = () => figures.map(({ clientWidth }) => clientWidth);
export const widthsAtFirst = widthsOfFigures();
