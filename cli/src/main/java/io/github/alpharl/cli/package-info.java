/** The command line: the only module that sees all rooms. Holds no mathematics. */
package io.github.alpharl.cli;
