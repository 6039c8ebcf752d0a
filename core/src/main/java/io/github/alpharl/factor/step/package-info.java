/**
 * The work of one step: its updates, module by module, and the order in which several steps are
 * read.
 *
 * <p>In: the base and aligned checkpoints. Out: singular triplets of each module.
 *
 * <p>Must not know where factors are stored.
 */
package io.github.alpharl.factor.step;
