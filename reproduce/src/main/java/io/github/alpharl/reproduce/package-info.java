/**
 * The paper's tables and figures at the lab's scale, made in a directory of the user's and kept
 * there: what is to be done, doing it on several threads, writing the files.
 *
 * <p>In: an item's name, seeds, sizes, a listener. Out: each item's table, document and files.
 *
 * <p>Must not print on its own, nor know any command line.
 */
package io.github.alpharl.reproduce;
