/**
 * What a watch may do.
 *
 * <p>In: a policy file and alerts. Out: a command run, a stop file, kept checkpoints, messages to a
 * webhook; in a dry run sentences about them.
 *
 * <p>Must not know how alerts are found.
 */
package io.github.alpharl.watch.policy;
