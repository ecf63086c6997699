/**
 * Identities: ids, certificates and the verification that a certificate proves an id. Only this package uses
 * BouncyCastle, to create and to read certificates; it registers no security provider and does not use the network.
 */
package io.conec.impl.identity;
