/**
 * The code of the manual: compiled with everything else, shown in {@code src/main/asciidoc}, not part of the jar.
 */
package examples;
