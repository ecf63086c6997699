/**
 * What the option classes of the API are made with: checks of values, and a strict reader of their JSON. It knows
 * nothing of the other packages, so that both packages of the API can use it.
 */
package io.conec.impl.config;
