/**
 * JSON documents and files of one JSON object a line, with errors that name file and line.
 *
 * <p>In: text files. Out: nodes, rows, records.
 *
 * <p>Must not know what the documents mean.
 */
package io.github.alpharl.json;
