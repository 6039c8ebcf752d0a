/**
 * In: how far work has come. Out: bars in a terminal, lines elsewhere. Not known here: options,
 * what the work is.
 */
package io.github.alpharl.view.progress;
