package io.conec.impl.util;

/**
 * How much of something bounded one client may have, so that later ones find some of it, too. A few clients may use
 * half of it as they like. The other half is dealt out in small portions, so it takes many to use it up.
 */
public final class FairShare {

  /** The part that an owner keeps for its own use, whatever others take. */
  private static final int OWN_PART = 4;

  /** What everybody may have while anything is left: one that ends may still be there when the next begins. */
  private static final int PORTION = 2;

  private FairShare() {
  }

  /**
   * @return how much all others than the owner may have together
   */
  public static int forOthers(int all) {
    return all - all / OWN_PART;
  }

  /**
   * @param most what one may have while there is plenty
   * @param all  how much there is
   * @param free how much of it nobody has
   * @return what one may have now
   */
  public static int of(int most, int all, int free) {
    return free > all / 2 ? most : Math.min(most, PORTION);
  }
}
