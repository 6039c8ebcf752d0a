/**
 * In: words of a command line. Out: what they name, and command lines as words. Not known here:
 * what a command does with them.
 */
package io.github.alpharl.cli.word;
