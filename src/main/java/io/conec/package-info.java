/**
 * Vert.x applications behind NATs reach each other's event-bus consumers over end-to-end encrypted QUIC channels.
 */
@ModuleGen(name = "vertx-conec", groupPackage = "io.conec")
package io.conec;

import io.vertx.codegen.annotations.ModuleGen;
