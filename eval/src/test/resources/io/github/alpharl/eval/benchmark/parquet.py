"""Writes the parquet files of BenchmarkShapesTest, in verl's shape: python parquet.py (pyarrow 25)."""

import pyarrow
import pyarrow.parquet

rows = [
    {
        "data_source": "sums",
        "prompt": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": f"{i}+5?"},
        ],
        "reward_model": {"style": "rule", "ground_truth": str(i + 5)},
        "extra_info": {"index": i},
    }
    for i in range(3)
]
for compression in ["snappy", "zstd"]:
    table = pyarrow.Table.from_pylist(rows)
    pyarrow.parquet.write_table(table, f"verl-{compression}.parquet", compression=compression)
