/**
 * Who a peer is: ids, certificates and the check that a certificate proves an id. BouncyCastle is used here to create
 * and to read certificates and nowhere else; no security provider is registered. Nothing here touches the network.
 */
package io.conec.impl.identity;
