/**
 * Drawings as files: SVG, PDF and PNG.
 *
 * <p>In: marks with places in pixels. Out: the same picture in each format, the same bytes always.
 *
 * <p>Must not know what is drawn.
 */
package io.github.alpharl.report.drawing;
