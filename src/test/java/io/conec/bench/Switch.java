package io.conec.bench;

/**
 * Something that goes on from a command to another.
 */
interface Switch {

  void on() throws Exception;

  void off() throws Exception;
}
