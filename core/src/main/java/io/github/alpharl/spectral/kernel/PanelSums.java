package io.github.alpharl.spectral.kernel;

/** Float32 sums over some hundred rows, flushed into float64 to keep the rounding error small. */
public final class PanelSums {

  private final Panel recent;
  private final double[] total;

  public PanelSums(int vectors, int columns) {
    this.recent = new Panel(vectors, columns);
    this.total = new double[recent.data().length];
  }

  /** What is to be added to. */
  public Panel recent() {
    return recent;
  }

  public void flush() {
    float[] data = recent.data();
    for (int i = 0; i < total.length; i++) {
      total[i] += data[i];
    }
    java.util.Arrays.fill(data, 0);
  }

  /** Adds the flushed sums of vector {@code index} to {@code sum}. */
  public void addTo(double[] sum, int index, ColumnOrder order) {
    int[] places = order.places(Panel.BLOCK);
    int at = index * Panel.BLOCK;
    for (int start = 0; start < sum.length; start += Panel.BLOCK, at += recent.stride()) {
      int count = Math.min(Panel.BLOCK, sum.length - start);
      for (int c = 0; c < count; c++) {
        sum[start + c] += total[at + places[c]];
      }
    }
  }
}
