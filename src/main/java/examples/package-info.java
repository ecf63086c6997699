/** The code of the manual in {@code src/main/asciidoc}: compiled, but not part of the jar. */
package examples;
