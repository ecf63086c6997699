/**
 * The NAT laboratory: routers, NATs and hosts made of Linux network namespaces, and what conec does there.
 * <p>
 * Runs as root, or without root where the kernel lets users have user namespaces; nothing leaves the machine, because
 * no namespace of the laboratory is linked to one outside. Where the kernel or a tool is missing the tests are skipped
 * and say why; with the environment variable {@code CONEC_NAT_LAB=required} they fail instead.
 */
package io.conec.nat;
