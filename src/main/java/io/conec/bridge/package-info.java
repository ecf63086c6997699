/**
 * The event-bus bridge: consumers of one Vert.x application are reached from the event bus of another.
 */
package io.conec.bridge;
