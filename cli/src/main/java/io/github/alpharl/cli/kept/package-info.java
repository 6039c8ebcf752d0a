/** Results of long work that outlive a kill. */
package io.github.alpharl.cli.kept;
