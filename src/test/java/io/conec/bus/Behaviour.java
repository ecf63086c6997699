package io.conec.bus;

/**
 * What an event bus does in one case.
 *
 * @param title what the case is; a row of the manual's table of differences may have it
 * @param plain what is observed on a plain bus
 * @param cluster what is observed in a cluster, and across the bridge if the table does not say something else
 */
record Behaviour(String title, String plain, String cluster, Observation observation) {

  /** Plays the case and tells, in few words, what came of it. */
  @FunctionalInterface
  interface Observation {
    Object observe(Scene scene) throws Exception;
  }

  /**
   * @param expected what is going to be observed
   */
  String observe(World world, String expected) throws Exception {
    try (Scene scene = new Scene(world, expected)) {
      return String.valueOf(observation.observe(scene));
    }
  }
}
