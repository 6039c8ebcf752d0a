/**
 * What a figure or a table of the paper looks like in a terminal, as JSON and as a Markdown page.
 *
 * <p>In: tables of cells, notes, a picture. Out: text and files, the same bytes for the same cells.
 *
 * <p>Must not know runs, nor how anything was measured.
 */
package io.github.alpharl.reproduce.page;
