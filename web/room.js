/** The room that a figure will need, kept for it until it runs: so that what stands below it does not move, and figures far below do not begin. */
export { heightAt as roomFor } from "./pages/story/heights.js";
