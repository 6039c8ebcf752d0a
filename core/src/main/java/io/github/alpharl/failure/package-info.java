/**
 * The three kinds of error that a user can cause or meet; anything else is a bug. Every room may
 * use them.
 */
package io.github.alpharl.failure;
