/** valley.js: a script that defines <valley-figure>, with every figure and the core inside. A second copy, of any version, leaves the first in place. */
import "../element.js";
