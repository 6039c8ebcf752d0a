/**
 * The paper's figures and table of a run of one's own.
 *
 * <p>In: an opened run, its scores and a judge. Out: tables, figures and their files.
 *
 * <p>Must not know the lab's runs.
 */
package io.github.alpharl.reproduce.own;
