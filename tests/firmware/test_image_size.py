"""Prints how large the sensor's image is, and holds it to what a small microcontroller has.

usage: test_image_size.py ARM_SIZE IMAGE.elf
"""
import subprocess
import sys

CODE_MOST, RAM_MOST = 16 * 1024, 6 * 1024

text, data, bss = (int(x) for x in subprocess.run(sys.argv[1:3], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()[1].split()[:3])
print('image: %d bytes of code and constants, %d bytes of memory besides the stack' % (text + data, data + bss))
sys.exit(0 if text + data <= CODE_MOST and data + bss <= RAM_MOST else 1)
