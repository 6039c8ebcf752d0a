"""TRL under FSDP on CPUs: two gloo processes, checkpoints as DCP folders, for `decompose --follow`.

    alpharl decompose OUT --base BASE --follow --until 8 &
    torchrun --nproc-per-node 2 fsdp.py BASE OUT [lora]
"""
import os, sys
os.environ.update(ACCELERATE_USE_CPU="true", ACCELERATE_USE_FSDP="true", FSDP_VERSION="2",
                  FSDP_STATE_DICT_TYPE="SHARDED_STATE_DICT", FSDP_AUTO_WRAP_POLICY="TRANSFORMER_BASED_WRAP",
                  FSDP_RESHARD_AFTER_FORWARD="true", FSDP_CPU_RAM_EFFICIENT_LOADING="false")
import accelerate.state as state
from accelerate.utils import FullyShardedDataParallelPlugin
from datasets import Dataset
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

first = state.AcceleratorState.__init__


def fsdp_on_cpus(self, *args, **settings):
    """accelerate turns to FSDP on accelerators alone; torch's FSDP runs on CPUs just so."""
    first(self, *args, **settings)
    self.distributed_type = state.DistributedType.FSDP
    if settings.get("fsdp_plugin") or self.__dict__.get("fsdp_plugin") is None:
        self.fsdp_plugin = settings.get("fsdp_plugin") or FullyShardedDataParallelPlugin()


state.AcceleratorState.__init__ = fsdp_on_cpus
base, out = sys.argv[1:3]
peft = None
if "lora" in sys.argv[3:]:
    from peft import LoraConfig
    peft = LoraConfig(r=4, lora_alpha=16, target_modules="all-linear", task_type="CAUSAL_LM")
texts = [{"text": f"{a}+{b}={(a + b) % 10};#{(a + b) % 10}."} for a in range(10) for b in range(10)] * 8
config = SFTConfig(
    output_dir=out, max_steps=8, save_steps=2, per_device_train_batch_size=8, learning_rate=1e-3,
    lr_scheduler_type="constant", logging_steps=1, report_to="none", use_cpu=True, bf16=False,
    model_init_kwargs={"dtype": "float32"}, seed=0, gradient_checkpointing=False, max_length=32)
trainer = SFTTrainer(model=base, args=config, train_dataset=Dataset.from_list(texts),
                     processing_class=AutoTokenizer.from_pretrained(base), peft_config=peft)
print("distributed type", trainer.accelerator.distributed_type, "processes", trainer.accelerator.num_processes, flush=True)
trainer.train()
