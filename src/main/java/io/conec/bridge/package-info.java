/**
 * The event-bus bridge: the event bus of one Vert.x application reaches consumers of another.
 */
package io.conec.bridge;
