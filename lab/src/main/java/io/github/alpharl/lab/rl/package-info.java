/** Reinforcement learning in small pieces, the controls beside it, and runs on disk. */
package io.github.alpharl.lab.rl;
