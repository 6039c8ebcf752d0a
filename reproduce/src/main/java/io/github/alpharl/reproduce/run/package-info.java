/**
 * The trainings of a reproduction: all that items may ask for, where they lie, doing them.
 *
 * <p>In: a training by name, the size of everything. Out: its checkpoints, steps and scores.
 *
 * <p>Must not know what is measured on them.
 */
package io.github.alpharl.reproduce.run;
