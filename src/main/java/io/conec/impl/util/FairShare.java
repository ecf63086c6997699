package io.conec.impl.util;

/**
 * Computes one client's share of a bounded resource, so that later clients get some of it, too. A few clients may use
 * up the first half. The other half is given out in small portions, so it takes many clients to exhaust it.
 */
public final class FairShare {

  /** The owner reserves one part in this many for its own use. */
  private static final int OWN_PART = 4;

  /**
   * Every client may have this much while anything is left: two, because one may not have ended yet when the next
   * begins.
   */
  private static final int PORTION = 2;

  private FairShare() {
  }

  /**
   * @return how much all clients other than the owner may have together
   */
  public static int forOthers(int all) {
    return all - all / OWN_PART;
  }

  /**
   * @param most the most that one client may have
   * @param all  the size of the resource
   * @param free how much of it is free
   * @return how much one client may have now
   */
  public static int of(int most, int all, int free) {
    return free > all / 2 ? most : Math.min(most, PORTION);
  }
}
