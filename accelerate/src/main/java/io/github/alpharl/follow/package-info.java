/**
 * Checkpoints as a trainer completes them: decomposed, told and handed to a command, until a step
 * is reached or somebody stops it. In: a run that grows. Out: stored factors and the text file of a
 * node exporter. Must not know: terminals, options, exit codes.
 */
package io.github.alpharl.follow;
