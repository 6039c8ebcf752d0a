/**
 * In: what the commands of a quickstart answered. Out: its figures, what they say, and the order in
 * which its commands can run. Not known here: options and how a command is called.
 */
package io.github.alpharl.reproduce.tour;
