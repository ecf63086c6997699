package io.conec.soak;

/** One kind of attack, again and again until the process is killed. */
interface Flood {

  /**
   * Goes on until something fails, such as a connection that the other side has closed; is called again then.
   *
   * @param attacker tells the attackers of one kind apart
   * @param hit      to be called for each thing that was done
   */
  void run(String attacker, Runnable hit) throws Exception;
}
