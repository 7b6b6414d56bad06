# Cần: make và một Python 3 có venv. Mọi thứ khác được cài vào .uv/, .venv/ và bot/.venv/.
.DEFAULT_GOAL := help
.PHONY: help run test check doctor train eval demo fix clean

# With pyenv, uv finds an interpreter only when its version is switched on.
ifneq ($(shell command -v pyenv 2>/dev/null),)
WITH_PYENV := PYENV_VERSION=$(shell pyenv versions --bare | sort -rV | paste -sd: -)
endif
# Some machines switch bytecode off; Rasa then starts three times slower.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
UV := .uv/bin/uv
SYNC := $(WITH_PYENV) $(UV) sync --locked --compile-bytecode
APP := .venv/bin
READY := .venv/.synced bot/.venv/.synced

help: ## Các lệnh
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

run: $(READY) ## Chạy cả hệ thống với dữ liệu mẫu
	@$(APP)/motcham run

demo: $(READY) ## Chạy với máy chủ Zalo và Telegram giả
	@$(APP)/motcham demo run

train: $(READY) ## Huấn luyện trợ lý
	@$(APP)/motcham train

eval: $(READY) ## Báo cáo khả năng hiểu: make eval FILES="a.tsv b.tsv"
	@test -n '$(strip $(FILES))' || { echo 'Chưa có tệp để đo. Ví dụ: make eval FILES="tin-nhan.tsv" (các cột: xem docs/measuring.md)'; exit 2; }
	@$(APP)/motcham train
	@$(APP)/motcham nlu report $(FILES) $(if $(OUT),--out $(OUT))

test: $(READY) ## Chạy mọi kiểm thử
	@$(APP)/motcham train
	@cd bot && .venv/bin/python -m pytest -q
	@$(APP)/python -m pytest -q -n 2 --dist loadgroup --no-loadscope-reorder

check: $(READY) ## Định dạng, ruff, mypy, kiến trúc, nội dung, dữ liệu Rasa
	@$(APP)/ruff format --check .
	@$(APP)/ruff check .
	@$(APP)/mypy
	@$(APP)/lint-imports
	@$(APP)/motcham content check
	@PYTHONPATH=. bot/.venv/bin/python -m bot.validate

fix: $(READY) ## Sửa định dạng
	@$(APP)/ruff check --fix -q . ; $(APP)/ruff format -q .

doctor: ## Xem máy còn thiếu gì
	@$(PYTHON) -m motcham.doctor

clean: ## Xóa môi trường (giữ dữ liệu trong var/)
	rm -rf .uv .venv bot/.venv models .rasa

$(UV):
	@echo "→ Cài uv vào .uv/"
	@$(PYTHON) -m venv --clear .uv && .uv/bin/pip install -q --disable-pip-version-check uv

.venv/.synced: pyproject.toml uv.lock | $(UV)
	@echo "→ Cài môi trường ứng dụng vào .venv/ (Python ≥ 3.12)"
	@$(SYNC) --python 3.12
	@touch $@

bot/.venv/.synced: bot/pyproject.toml bot/uv.lock | $(UV)
	@echo "→ Cài môi trường Rasa vào bot/.venv/ (Python 3.10; lần đầu mất vài phút)"
	@$(SYNC) --project bot --python 3.10
	@PYTHONPATH=. bot/.venv/bin/python -c 'import bot.nlu.solver' # compiled now, not while somebody waits for a model
	@touch $@
