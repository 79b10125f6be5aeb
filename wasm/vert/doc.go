package vert
