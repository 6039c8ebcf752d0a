/**
 * Tables, charts and the page about a run.
 *
 * <p>In: figures. Out: text, SVG and HTML that works offline.
 *
 * <p>Must not know picocli.
 */
package io.github.alpharl.report;
