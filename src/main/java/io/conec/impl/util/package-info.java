/**
 * Small things of no layer: rates, pauses, shares, warnings, text from strangers.
 */
package io.conec.impl.util;
