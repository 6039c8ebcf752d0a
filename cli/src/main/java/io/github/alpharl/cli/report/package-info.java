/** Progress on standard error, tables and pages for people. */
package io.github.alpharl.cli.report;
