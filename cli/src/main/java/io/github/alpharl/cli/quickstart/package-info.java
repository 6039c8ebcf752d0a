/**
 * The first tour: what is run, in which order and on which thread, and what its figures say. Knows
 * commands by their words alone.
 */
package io.github.alpharl.cli.quickstart;
