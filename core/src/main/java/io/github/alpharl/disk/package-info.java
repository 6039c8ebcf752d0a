/**
 * Atomic files and directories, temporary names, mapped files that may vanish, and a disk that
 * fails on purpose.
 *
 * <p>In: paths and bytes. Out: files that are whole or absent, and errors that name them.
 *
 * <p>Must not know any format, model or run.
 */
package io.github.alpharl.disk;
