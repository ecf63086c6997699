package io.conec.impl.transport;

/**
 * How much of something bounded one of many may have, so that those who come later find some of it, too. The more is
 * taken, the smaller is the share: a dynamic threshold, as switches use it for the queues that share a buffer (Choudhury
 * and Hahne, 1998).
 */
public final class FairShare {

  /** A part of what is free: ten who take all they can leave more than half of the whole, and a hundred a seventh. */
  private static final int PART = 16;

  /** The part that an owner keeps for its own use, whatever others take. */
  private static final int OWN_PART = 4;

  /** One that ends may still be there when the next begins. */
  private static final int LEAST = 2;

  private FairShare() {
  }

  /**
   * @return how much of it all those may have together who do not own it
   */
  public static int forOthers(int all) {
    return all - all / OWN_PART;
  }

  /**
   * @param most what one may have while there is plenty
   * @param free what nobody has
   * @return what one may have now
   */
  public static int of(int most, int free) {
    return Math.min(most, Math.max(LEAST, free / PART));
  }
}
