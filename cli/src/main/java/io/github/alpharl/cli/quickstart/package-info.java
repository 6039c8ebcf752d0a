/** A small synthetic run that shows the whole chain without any download. */
package io.github.alpharl.cli.quickstart;
