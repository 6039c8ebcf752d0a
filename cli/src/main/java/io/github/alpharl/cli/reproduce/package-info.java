/**
 * The paper's tables and figures at the lab's scale: which runs and measurements an item needs, the
 * work of getting them, and how they are shown.
 */
package io.github.alpharl.cli.reproduce;
