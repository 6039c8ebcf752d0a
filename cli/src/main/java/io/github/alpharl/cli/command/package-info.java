/** One class a command; each only fills options, calls the rooms and prints. */
package io.github.alpharl.cli.command;
