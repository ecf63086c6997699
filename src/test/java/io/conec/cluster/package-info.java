/** Coordinators that are nodes of one cluster. */
package io.conec.cluster;
