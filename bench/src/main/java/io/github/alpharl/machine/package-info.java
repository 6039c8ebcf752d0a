/**
 * What this machine has and lacks for alpharl. In: its properties, variables and folders. Out:
 * findings with a remedy each. Must not know: runs, commands.
 */
package io.github.alpharl.machine;
